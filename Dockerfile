# The Slack bot with its scheduled jobs. Build: docker build -t kam .   Run: see docs/operations.md and compose.yaml.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
# Only the lock file first: this layer is built anew only when it changes. Every download is checked by its hash.
COPY requirements.lock /app/requirements.lock
RUN pip install --require-hashes --requirement /app/requirements.lock
COPY pyproject.toml README.md LICENSE config.yaml /app/
COPY bot /app/bot
COPY knowledge /app/knowledge
COPY store /app/store
# Editable: the program stays in /app, beside the config.yaml it reads where none of its own is mounted.
RUN pip install --no-deps --no-build-isolation --editable /app \
 && python -m compileall -q /app/bot /app/knowledge /app/store

FROM python:3.11-slim
# One thread for numpy: its work here is small, and more threads make it many times slower.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    KAM_DATA=/data
RUN groupadd --system --gid 10001 kam \
 && useradd --system --uid 10001 --gid kam --home-dir /data --shell /usr/sbin/nologin kam \
 && mkdir /data && chown kam:kam /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER kam
VOLUME /data
EXPOSE 3000
# The clock ticks and the process answers: over HTTP beside Slack's door, in Socket Mode on the same port alone.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kam"]
CMD ["serve"]
