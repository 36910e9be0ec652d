/** The image that the deployment builds, without an engine: what its Dockerfile promises. */
import { describe, expect, it } from 'vitest'
import { composeFile, projectFile } from './compose-file.ts'

const { services } = composeFile()
const dockerfile = projectFile('Dockerfile')
const named = Object.entries(services)
const ours = named.filter(([, { build }]) => build !== undefined)

describe('the image', () => {
  it('is pinned to a version wherever it comes from', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    const images = named.filter(([, { build }]) => build === undefined).map(([, { image }]) => image)
    for (const image of [...bases, ...images]) expect(image).toMatch(/^[a-z/-]+:v?\d+[\w.-]*$/)
  })

  it('is built in stages, and holds no dependency of the development', () => {
    expect(dockerfile.match(/^FROM /gm)?.length).toBe(3)
    expect(dockerfile).toMatch(/npm ci --omit=dev/)
    expect(dockerfile.split(/^FROM /m).at(-1)).not.toMatch(/^RUN |COPY src/m)
  })

  it('does not run as root, nor write anywhere but in memory and its volume', () => {
    const user = [...dockerfile.matchAll(/^USER (\S+)/gm)].at(-1)?.[1]
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    for (const [name, service] of ours) expect(service, name).toMatchObject({ read_only: true, tmpfs: ['/tmp'] })
    for (const name of ['prometheus', 'grafana']) expect(services[name], name).toMatchObject({ read_only: true })
  })

  it('asks the ready endpoint for its health', () => {
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
    expect(dockerfile).toContain('CMD ["bash", "scripts/healthy.sh", "8090", "/health/ready"]')
  })
})
