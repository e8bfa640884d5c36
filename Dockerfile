# The program alone: docker build -t vidik .

FROM node:22-bookworm-slim AS client
WORKDIR /vidik/web-client
COPY web-client/package.json web-client/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web-client ./
RUN npm run build && npm run build:player

FROM rust:1.95.0-bookworm AS server
WORKDIR /vidik
# The image's own, so that rust-toolchain.toml fetches nothing.
ENV RUSTUP_TOOLCHAIN=1.95.0
COPY . .
# Both travel inside the program.
COPY --from=client /vidik/web-client/build web-client/build
COPY --from=client /vidik/web-client/player/dist web-client/player/dist
RUN cargo build --locked --release --package vidik-server

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/vidik --shell /usr/sbin/nologin vidik \
    && install --directory --owner vidik --group vidik /var/lib/vidik/data
# Roots of trust, for S3 and PostgreSQL over TLS.
COPY --from=server /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=server /vidik/target/release/vidik /usr/local/bin/vidik
COPY LICENSE /usr/share/doc/vidik/LICENSE
USER vidik
# Database and files lie in data/ below it, a settings file may lie in it.
WORKDIR /var/lib/vidik
VOLUME /var/lib/vidik/data
# The app, course content.
EXPOSE 8080 8081
ENV VIDIK_LISTEN=0.0.0.0:8080 \
    VIDIK_CONTENT_LISTEN=0.0.0.0:8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
ENTRYPOINT ["vidik"]
CMD ["serve"]
