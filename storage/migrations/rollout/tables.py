"""What of rollouts is stored: nobody but the functions reads or writes it."""

STAGES = "'off', 'canary_1', 'canary_10', 'canary_50', 'full'"

# dwell: the least time at canary_1, canary_10 and canary_50
FEATURES = f"""
CREATE TABLE rollout_features (
    feature text PRIMARY KEY,
    stage text NOT NULL DEFAULT 'off' CHECK (stage IN ({STAGES})),
    version bigint NOT NULL DEFAULT 1,
    since timestamptz NOT NULL DEFAULT now(),
    killed boolean NOT NULL DEFAULT false,
    held boolean NOT NULL DEFAULT false,
    approvals integer NOT NULL DEFAULT 2 CHECK (approvals IN (1, 2)),
    dwell interval[] NOT NULL DEFAULT '{{30 minutes, 2 hours, 12 hours}}'
        CHECK (cardinality(dwell) = 3)
)
"""

ALLOWED = """
CREATE TABLE rollout_allowed (
    feature text NOT NULL REFERENCES rollout_features (feature),
    subject bigint NOT NULL,
    allowed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (feature, subject)
)
"""

PROPOSALS = """
CREATE TABLE rollout_proposals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feature text NOT NULL REFERENCES rollout_features (feature),
    act text NOT NULL CHECK (act IN ('start', 'promote', 'resume')),
    version bigint NOT NULL,
    owner text NOT NULL,
    note text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    approver text
)
"""

OPEN_PROPOSALS = """
CREATE INDEX ix_rollout_proposals_open ON rollout_proposals (feature)
WHERE settled_at IS NULL
"""

JOURNAL = f"""
CREATE TABLE rollout_journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feature text NOT NULL REFERENCES rollout_features (feature),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    act text NOT NULL,
    from_stage text NOT NULL CHECK (from_stage IN ({STAGES})),
    to_stage text NOT NULL CHECK (to_stage IN ({STAGES})),
    killed boolean NOT NULL,
    held boolean NOT NULL,
    version bigint NOT NULL,
    decision text NOT NULL CHECK (decision IN ('PROCEED', 'HOLD', 'ROLLBACK')),
    gates jsonb NOT NULL,
    owner text NOT NULL,
    approver text,
    note text NOT NULL
)
"""

JOURNAL_OF_ONE = "CREATE INDEX ix_rollout_journal_feature ON rollout_journal (feature, id)"

LIMITS = """
CREATE TABLE rollout_limits (
    feature text NOT NULL REFERENCES rollout_features (feature),
    gate text NOT NULL,
    class text NOT NULL CHECK (class IN ('P0', 'P1')),
    bound text NOT NULL CHECK (bound IN ('at most', 'at least')),
    threshold double precision NOT NULL,
    fewest bigint NOT NULL CHECK (fewest >= 1),
    oldest interval NOT NULL,
    PRIMARY KEY (feature, gate)
)
"""

TABLES = (FEATURES, ALLOWED, PROPOSALS, OPEN_PROPOSALS, JOURNAL, JOURNAL_OF_ONE, LIMITS)
