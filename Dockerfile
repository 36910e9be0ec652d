# The image of every ilf service: `docker build -t ilf-streams:local .`, then `docker run --rm ilf-streams:local --help`.
# Three stages, so that neither the compiler nor its dependencies reach the one that runs.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# npm takes the compiler along as an optional peer of a dependency; nothing runs it.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/typescript node_modules/@typescript

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY schemas schemas
COPY data data
COPY scripts/healthy.sh scripts/healthy.sh
# 1000, which the base image brings; by number, so that a cluster can check that it is not root.
USER 1000:1000
EXPOSE 8090
# Healthy only when the member is assigned and restored. Commands that end (topics, schemas) have nobody to ask: the
# compose file switches the check off for them.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "scripts/healthy.sh", "8090", "/health/ready"]
# The memory settings of `npm start`; node is the process that gets the signals.
ENTRYPOINT ["node", "--max-semi-space-size=64", "--min-semi-space-size=16", "dist/cli/main.js"]
CMD ["--help"]
