/* SPDX-License-Identifier: Apache-2.0 */
#include "each/lane.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/capture_reader.h"
#include "each/earlier.h"
#include "output/header.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What the user names is a capture until it proves to be none; in folders lie other things too. */
static bool
is_capture(const struct set *set, const struct capture_file *file, enum member_outcome *outcome)
{
    const struct settings *s = set->settings;
    const char *path = file->input.path;

    if (file->named || capture_reader_knows(path, s->unpack_max, s->unpack_ratio))
        return true;
    if (errno)
        say_error("%s: cannot be read: %s", path, strerror(errno));
    else
        say_error("%s: no capture: passed over", path);
    *outcome = errno ? MEMBER_UNREAD : MEMBER_NONE;
    return false;
}

static enum member_outcome
outcome_of(int status, const struct standing *standing)
{
    if (status == STATUS_DONE)
        return MEMBER_DONE;
    if (status == STATUS_PARTIAL)
        return atomic_load(&standing->interrupted) ? MEMBER_CUT : MEMBER_PARTIAL;
    return status == STATUS_USAGE ? MEMBER_REFUSED : MEMBER_FAILED;
}

/* What an earlier command has done whole stays, as long as this one would do the same. */
static bool
is_kept(const struct set *set, const struct to_run *t, enum member_outcome *outcome)
{
    char *otherwise = earlier_otherwise(t->folder, set->options);
    bool kept = !otherwise || !t->overwrites;

    if (otherwise && kept)
        say_error("its records in %s were made with other settings: %s: remove the folder, name "
                  "another by -o, or replace its records with --overwrite",
                  t->folder, otherwise);
    *outcome = otherwise                        ? MEMBER_REFUSED
               : t->kept_status == STATUS_DONE ? MEMBER_KEPT
                                                : MEMBER_KEPT_PARTIAL;
    free(otherwise);
    return kept;
}

static enum member_outcome
run_one(const struct set *set, size_t i, struct run_means *means, const Catalog__Settings *resolved)
{
    const struct to_run *t = &set->list[i];
    struct settings own = *set->settings;
    const char *path = t->file->input.path;
    enum member_outcome outcome = MEMBER_NONE;

    if (t->kept && is_kept(set, t, &outcome))
        return outcome;
    if (!is_capture(set, t->file, &outcome))
        return outcome;
    if (!shared_begin_anew(means->shared)) {
        say_error("%s: no memory for its run: %s", path, strerror(errno));
        return MEMBER_FAILED;
    }
    own.inputs = (struct text_list){ &path, 1 };
    own.capture.inputs = own.inputs.text;
    own.capture.n_inputs = own.inputs.n;
    own.out = t->folder;
    own.overwrite = t->overwrites;
    own.workers = set->workers;
    means->standing = &set->board->members[i].standing;
    header_set_time();
    return outcome_of(run_capture(&own, means, resolved, NULL), means->standing);
}

/* All that is said meanwhile is of this capture. */
static enum member_outcome
run_named(const struct set *set, size_t i, struct run_means *means,
          const Catalog__Settings *resolved)
{
    const int verbosity = set->settings->verbosity;
    char *name = need_text("netcapd: %s", set->list[i].file->folder);
    enum member_outcome outcome;

    say_setup(name, verbosity);
    outcome = run_one(set, i, means, resolved);
    say_setup("netcapd", verbosity);
    free(name);
    return outcome;
}

/* Whoever did not end as it should may have left workers that are at something. */
static bool
goes_on(struct crew *crew, enum member_outcome outcome)
{
    if (outcome != MEMBER_FAILED && outcome != MEMBER_CUT)
        return true;
    return !crew_is_lost(crew) && crew_renew(crew);
}

void
lane_run(const struct set *set, uint32_t lane, const struct run_means *with,
         const Catalog__Settings *resolved)
{
    struct run_means means = *with;
    enum member_outcome outcome = MEMBER_DONE;
    size_t i;

    while (goes_on(means.crew, outcome) && set_take(set, lane, &i)) {
        outcome = run_named(set, i, &means, resolved);
        set_tell(set, lane, i, outcome);
    }
}
