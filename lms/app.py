"""The application: settings, platform, slices and commands put together."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from lms import slices
from lms.accounts import proof, sessions, single_sign_on
from lms.config import ROOT, Settings, load
from lms.home import layout
from lms.jobs import queue
from lms.platform import crypto, db, errors, logging, storage, templating, throttle, web
from lms.platform.i18n import web as i18n_web


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Nothing is started or migrated by this."""
    settings = settings or load()
    app = templating.Application(
        "lms",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        DEBUG=settings.debug,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch is still good
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    web.init_app(app, settings)
    logging.init_app(app)
    db.init_app(app)
    queue.init_app(app, settings)
    crypto.init_app(app, settings.data_key_bytes)
    storage.init_app(app)
    i18n_web.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    throttle.init_app(app)
    CSRFProtect(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    sessions.init_app(app)
    proof.init_app(app)
    single_sign_on.init_app(app, settings)
    layout.init_app(app)
    slices.register(app)
    return app
