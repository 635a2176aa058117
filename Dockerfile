# The bot alone, as it runs with `python -m bot`. Root may be read-only: it writes to /data (SQLite only) and /tmp.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python3 -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
COPY bot bot
RUN .venv/bin/python -m compileall -q bot

FROM python:3.13-slim
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin bot
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 PORT=3000 DATABASE_URL=sqlite:////data/bot.db
USER 10001:10001
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
