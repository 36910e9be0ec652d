import { it } from 'vitest'
import { startJarsBroker } from '../support/broker/jars-broker.ts'
it('x', async () => {
const t = performance.now()
const b = await startJarsBroker()
console.log('up', Math.round(performance.now() - t), b.brokers)
const t2 = performance.now(); await b.restart(); console.log('restart', Math.round(performance.now() - t2))
if (process.env.HANG) await new Promise(r => setTimeout(r, 1e6))
const t3 = performance.now(); await b.stop(); console.log('stop', Math.round(performance.now() - t3))
}, 200000)
