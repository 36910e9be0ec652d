/** Keys of store entries as bytes: the number of the store, then the text of the key, whatever characters it has. */

/** The number a data folder gave to one store of one task, and the key of an entry in it. */
export type StoreKey = [storeId: number, key: string]

/** Bytes the store id takes. Big-endian, so that the entries of a store lie together. */
const ID_BYTES = 4

/** lmdb's own array keys cannot hold a NUL, and take about twice as long to read. */
export const storeKeyEncoder = {
  writeKey([storeId, key]: StoreKey, target: Buffer, start: number): number {
    target.writeUInt32BE(storeId, start)
    return start + ID_BYTES + target.write(key, start + ID_BYTES)
  },

  readKey(source: Buffer, start: number, end: number): StoreKey {
    return [source.readUInt32BE(start), source.toString('utf8', start + ID_BYTES, end)]
  },
}
