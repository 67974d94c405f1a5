/* SPDX-License-Identifier: Apache-2.0 */
/* What ends a run before its packets do: the time it was given, or too little room on the disk. */
#ifndef ENDING_H
#define ENDING_H

#include <stdbool.h>
#include <stdint.h>

struct ending {
    const char *folder; /* of the output */
    double until;       /* on the clock of clock_seconds(); 0: for ever */
    uint64_t min_free;  /* bytes that are to stay free where the folder is */
    double looked;
    bool short_of_space;
};

/* Whether the end has come; looks at the disk once a second.  Lack of room is said. */
bool ending_has_come(struct ending *, double now);

#endif
