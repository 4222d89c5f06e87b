"""How Alembic runs revisions here; Alembic alone reads this file, in the transaction that `migrate` began."""

from alembic import context


def _run() -> None:
    given = context.config.attributes
    context.configure(connection=given["connection"], version_table=given["table"], transactional_ddl=True)
    context.run_migrations()


_run()
