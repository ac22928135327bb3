# Binnacle in a container: API and pages in one process, without root, on a root file system it cannot write to.
# Debian, because the runtime and the browser-grade ICU it carries are built against glibc.

FROM node:24-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/kube/package.json libs/kube/
COPY libs/sandbox/package.json libs/sandbox/
COPY libs/shared/package.json libs/shared/
COPY libs/testing/package.json libs/testing/

FROM packages AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npx nx run-many -t build --outputStyle=static && node tools/launch/compress-pages.mjs

# Only what the API needs at run time: the pages are plain files by now.
FROM packages AS runtime-packages
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev \
    --workspace=@binnacle/api --workspace=@binnacle/kube --workspace=@binnacle/shared

FROM node:24-bookworm-slim
RUN groupadd --gid 10001 binnacle \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin binnacle \
    && install -d -m 0700 -o 10001 -g 10001 /data
WORKDIR /app
# Owned by root and not writable by the process.
COPY --from=runtime-packages /build ./
COPY --from=build /build/libs/kube/dist libs/kube/dist
COPY --from=build /build/libs/shared/dist libs/shared/dist
COPY --from=build /build/apps/api/dist apps/api/dist
COPY --from=build /build/apps/web/out apps/web/out
COPY prisma/migrations prisma/migrations
USER 10001:10001
# Listening beyond loopback is refused until BINNACLE_EXTERNAL_URL says under which address people come.
ENV NODE_ENV=production BINNACLE_HOST=0.0.0.0 BINNACLE_PORT=7070 BINNACLE_DATA=/data HOME=/data
VOLUME /data
EXPOSE 7070
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:7070/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-proto=delete", "apps/api/dist/main.js"]
