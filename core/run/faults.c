/* SPDX-License-Identifier: Apache-2.0 */
#include "run/faults.h"

static bool
is_reached(uint64_t count, uint64_t limit)
{
    return limit && count >= limit;
}

bool
faults_add(struct faults *f, uint32_t plugin, bool hung)
{
    struct plugin_faults *of;

    if (plugin >= PLUGINS_MAX)
        return false;
    of = &f->of[plugin];
    of->failures++;
    of->hangs += hung;
    if (of->off || (!is_reached(of->failures, f->limits.failures) &&
                    !is_reached(of->hangs, f->limits.hangs)))
        return false;
    return of->off = true;
}
