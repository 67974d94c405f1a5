/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_turn.h"

#include "base/say.h"
#include "exchange/sent_key.h"

void
store_keep(const struct store *store, struct store_sensor *sensor)
{
    const struct keep_sent sent = { acknowledged_by_all, &sensor->ask }; /* it may be sent on */
    struct set_name open = { INT64_MAX, UINT32_MAX };
    const struct keep *keep = &store->limits.keep;
    char why[STORE_WHY];

    if (!keep_removes(keep))
        return;
    sensor->ask.id_at = sent_key;
    for (struct store_file *file = sensor->files; file; file = file->next)
        if (!store_file_hold(file, why)) {
            say_error("%s: nothing is removed (--keep): %s", sensor->path, why);
            return;
        }
    for (const struct store_set *set = sensor->sets; set; set = set->next)
        if (set->named && set_name_compare(&set->name, &open) < 0)
            open = set->name;
    keep_apply(keep, &sensor->folder, &open, &sent);
}

/* Whether any set was closed. */
static bool
turn_sets(struct store *store, struct store_sensor *sensor, bool all)
{
    char why[STORE_WHY];
    bool closed = false;

    for (struct store_set *set = sensor->sets; set; set = set->next) {
        if (set->turned || !(all || store_set_is_full(store, set)))
            continue;
        if (!store_file_turn(sensor, set, why))
            say_error("%s: a set cannot be closed: %s", store->folder.path, why);
        closed = true;
    }
    return closed;
}

void
store_turn(struct store *store, bool all)
{
    for (struct store_sensor *sensor = store->sensors; sensor; sensor = sensor->next)
        if (turn_sets(store, sensor, all))
            store_keep(store, sensor);
}
