/** A schema registry with fixed ids, on a free local port: the peer contract fixes the ids and knows no registry. */
import { createServer } from 'node:http'

/** Starts it. `idOf` gives the id of a subject; any other subject gets the next free id. */
export async function fixedRegistry(idOf) {
  const ids = new Map(Object.entries(idOf))
  const schemas = new Map()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' })
      response.end(JSON.stringify(value))
    }
    const [, kind, name] = request.url.split('/').map(decodeURIComponent)
    if (kind === 'config') {
      answer(200, { compatibility: 'FULL_TRANSITIVE', compatibilityLevel: 'FULL_TRANSITIVE' })
    } else if (kind === 'subjects') {
      if (!ids.has(name)) ids.set(name, Math.max(0, ...ids.values()) + 1)
      schemas.set(ids.get(name), JSON.parse(body).schema)
      answer(200, { id: ids.get(name) })
    } else {
      const schema = schemas.get(Number(request.url.split('/').at(-1)))
      answer(schema === undefined ? 404 : 200, schema === undefined ? { error_code: 40403 } : { schema })
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}
