"""Basic groups that become supergroups, which count their messages from 1 again."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0012"
down_revision = "0011"

_BEFORE = (
    "id bigint, tenant_id bigint, telegram_id bigint, kind text, title text, username text,"
    " time_zone text, language text, readers text[], owner bigint, created_at timestamptz"
)
_GROUP = f"{_BEFORE}, migrated_from bigint"

# The shift of ids is Telegram Desktop's, see pipeline.ingest.migration. Of the tenant that is the
# current one: the owner is bound by the policies too. Its own statement sees what was committed
# while it waited for the group's row, which everybody locks who writes what is renumbered here.
_MIGRATE = """
CREATE FUNCTION migrate_group(
    old_chat bigint, new_chat bigint, new_kind text, new_title text, new_username text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    shift CONSTANT bigint := -1000000000;
    tenant CONSTANT bigint := nullif(current_setting('app.current_tenant', true), '')::bigint;
    moved bigint;
    known text;
BEGIN
    UPDATE public.groups
    SET telegram_id = new_chat, kind = new_kind, title = new_title, username = new_username,
        migrated_from = old_chat, migrated_at = clock_timestamp()
    WHERE tenant_id = tenant AND telegram_id = old_chat AND migrated_at IS NULL
    RETURNING id INTO moved;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    known := concat(tenant, ':', moved, ':');

    UPDATE public.group_messages
    SET message_id = message_id + shift, topic_id = NULL,
        reply_to = CASE WHEN reply_to > 0 THEN reply_to + shift ELSE reply_to END,
        thread_id = CASE WHEN thread_id > 0 THEN thread_id + shift ELSE thread_id END,
        parent_id = CASE WHEN parent_id > 0 THEN parent_id + shift ELSE parent_id END
    WHERE group_id = moved AND message_id > 0;
    UPDATE public.group_message_versions SET message_id = message_id + shift
    WHERE group_id = moved AND message_id > 0;
    UPDATE public.group_threads SET thread_id = thread_id + shift
    WHERE group_id = moved AND thread_id > 0;
    UPDATE public.group_digest_citations SET message_id = message_id + shift
    WHERE group_id = moved AND message_id > 0;
    UPDATE public.group_digest_topics AS topic
    SET message_ids = ARRAY(
            SELECT CASE WHEN each > 0 THEN each + shift ELSE each END
            FROM unnest(topic.message_ids) WITH ORDINALITY AS cited (each, place) ORDER BY place),
        thread_ids = ARRAY(
            SELECT CASE WHEN each > 0 THEN each + shift ELSE each END
            FROM unnest(topic.thread_ids) WITH ORDINALITY AS told (each, place) ORDER BY place)
    FROM public.group_digests AS digest
    WHERE digest.group_id = moved AND topic.digest_id = digest.id;
    UPDATE public.group_digest_participants AS participant
    SET message_ids = ARRAY(
            SELECT CASE WHEN each > 0 THEN each + shift ELSE each END
            FROM unnest(participant.message_ids) WITH ORDINALITY AS cited (each, place)
            ORDER BY place)
    FROM public.group_digests AS digest
    WHERE digest.group_id = moved AND participant.digest_id = digest.id;
    UPDATE public.group_digest_feedback AS feedback
    SET evidence = jsonb_set(evidence, '{messages}', (
        SELECT coalesce(jsonb_agg(told || jsonb_build_object('message_id', CASE
                WHEN (told ->> 'message_id')::bigint > 0
                THEN (told ->> 'message_id')::bigint + shift
                ELSE (told ->> 'message_id')::bigint END) ORDER BY place), '[]')
        FROM jsonb_array_elements(feedback.evidence -> 'messages')
            WITH ORDINALITY AS kept (told, place)))
    FROM public.group_digests AS digest
    WHERE digest.group_id = moved AND feedback.digest_id = digest.id
        AND feedback.evidence IS NOT NULL;
    -- Else what happens to a new message would pass for recorded already.
    UPDATE public.events
    SET key = concat(known, (payload ->> 'message_id')::bigint + shift,
            ':' || (payload ->> 'edit_version')),
        payload = payload
            || jsonb_build_object('message_id', (payload ->> 'message_id')::bigint + shift)
    WHERE name IN ('group.message.ingested.v1', 'group.message.deleted.v1')
        AND key >= known AND key < concat(tenant, ':', moved, ';') AND tenant_id = tenant
        AND (payload ->> 'message_id')::bigint > 0;
    DELETE FROM public.ingest_cursors WHERE group_id = moved;

    -- A digest whose run began while this went on has the ids of before.
    UPDATE public.groups SET migrated_at = clock_timestamp() WHERE id = moved;
    RETURN moved;
END
$$
"""


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE groups
            ADD migrated_from bigint,
            ADD migrated_at timestamptz,
            ADD CHECK ((migrated_from IS NULL) = (migrated_at IS NULL))
        """
    )
    op.execute(
        """
        CREATE INDEX ix_groups_migrated_from ON groups (migrated_from, id)
        WHERE migrated_from IS NOT NULL
        """
    )
    # Under another chat's id a group goes on by this function and nothing else.
    op.execute("REVOKE UPDATE (telegram_id) ON groups FROM alfred_service")
    op.execute(_MIGRATE)
    arguments = "bigint, bigint, text, text, text"
    op.execute(f"REVOKE ALL ON FUNCTION migrate_group({arguments}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION migrate_group({arguments}) TO alfred_service")
    _drop_questions()
    _add_questions(_GROUP)
    across_tenants(
        "groups_once_of_chat",
        "chat bigint",
        _GROUP,
        f"SELECT {_columns(_GROUP)} FROM public.groups AS g"
        " WHERE g.migrated_from = chat ORDER BY g.id",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION groups_once_of_chat(bigint)")
    _drop_questions()
    _add_questions(_BEFORE)
    op.execute("DROP FUNCTION migrate_group(bigint, bigint, text, text, text)")
    op.execute("GRANT UPDATE (telegram_id) ON groups TO alfred_service")
    op.execute("DROP INDEX ix_groups_migrated_from")
    op.execute("ALTER TABLE groups DROP migrated_at, DROP migrated_from")


def _drop_questions() -> None:
    op.execute("DROP FUNCTION groups_of_person(bigint)")
    op.execute("DROP FUNCTION groups_of_chat(bigint)")


def _add_questions(columns: str) -> None:
    """As revision 0008 asks, with the columns that a group has now."""
    across_tenants(
        "groups_of_chat",
        "chat bigint",
        columns,
        f"SELECT {_columns(columns)} FROM public.groups AS g"
        " WHERE g.telegram_id = chat ORDER BY g.id",
    )
    across_tenants(
        "groups_of_person",
        "person bigint",
        columns,
        f"SELECT {_columns(columns)} FROM public.group_people AS p"
        " JOIN public.groups AS g ON g.id = p.group_id WHERE p.person_id = person",
    )


def _columns(group: str) -> str:
    return ", ".join(f"g.{column.split()[0]}" for column in group.split(", "))
