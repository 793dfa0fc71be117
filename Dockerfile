# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
WORKDIR /srv/hub
COPY requirements.txt .
RUN pip install --no-deps --require-hashes --requirement requirements.txt
COPY . .
# htmx is vendored; the copy inside django_htmx would not survive hashed names. Neither step reaches a database; the values below exist only while the image is built.
RUN python tools/translations.py compile \
    && HUB_DEMO=0 HASHED_STATIC=1 STATIC_ROOT=/srv/static HUB_VAR=/tmp/var SECRET_KEY=only-while-building \
        python manage.py collectstatic --noinput --verbosity 0 --ignore django_htmx \
    && python -m compileall -q .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hub \
    && install -d -o hub -g hub -m 0700 /var/lib/hub
COPY --from=build /srv /srv
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 HUB_DEMO=0 HUB_VAR=/var/lib/hub STATIC_ROOT=/srv/static
WORKDIR /srv/hub
USER 10001
VOLUME /var/lib/hub
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "tools/probe.py"]
CMD ["daphne", "-b", "0.0.0.0", "-p", "8000", "-v", "0", "hub.asgi:application"]
