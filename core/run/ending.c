/* SPDX-License-Identifier: Apache-2.0 */
#include "run/ending.h"

#include "base/say.h"
#include "base/figures.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#define LOOK_SECONDS 1.0

static bool
lacks_space(const struct ending *e)
{
    struct statvfs about;
    char free_bytes[NUMBER_TEXT], wanted[NUMBER_TEXT];
    uint64_t left;

    if (statvfs(e->folder, &about)) {
        say_error("%s: cannot tell how much is free there (--min-free): %s: the run ends here",
                  e->folder, strerror(errno));
        return true;
    }
    left = (uint64_t)about.f_bavail * about.f_frsize;
    if (left >= e->min_free)
        return false;
    say_error("%s: only %s are free there, %s are to stay free (--min-free): the run ends here, "
              "what it has read is written",
              e->folder, text_size((double)left, free_bytes),
              text_size((double)e->min_free, wanted));
    return true;
}

bool
ending_has_come(struct ending *e, double now)
{
    if (e->min_free && !e->short_of_space && now - e->looked >= LOOK_SECONDS) {
        e->looked = now;
        e->short_of_space = lacks_space(e);
    }
    return e->short_of_space || (e->until > 0 && now >= e->until);
}
