/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_turn.h"

#include "base/say.h"

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
