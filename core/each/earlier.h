/* SPDX-License-Identifier: Apache-2.0 */
/* What an earlier run left in the folder of a capture, as its run.json has it. */
#ifndef EARLIER_H
#define EARLIER_H

#include "capture/inputs.h"

enum earlier {
    EARLIER_NONE,    /* or it left no report */
    EARLIER_CUT,     /* it was interrupted, killed or failed */
    EARLIER_WHOLE,   /* and the capture is as it was then */
    EARLIER_CHANGED, /* whole, and the capture is another */
};

/* Sets *exit_status to that of a whole run. */
enum earlier earlier_look(const char *folder, const struct input *, int *exit_status);

/* What was set otherwise when that run was made, as "NAME=VALUE then, NAME=VALUE now", allocated;
 * NULL when nothing was.  Options are those of settings_in_force(). */
char *earlier_otherwise(const char *folder, char *const *options);

#endif
