/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_answer.h"

#include <stdio.h>

static enum label_answer
answer(struct label_reading *reading, enum label_answer as, const char *expected)
{
    snprintf(reading->why, sizeof reading->why, "expected %s", expected);
    return as;
}

enum label_answer
label_broken(struct label_reading *reading, const char *expected)
{
    return answer(reading, LABEL_BROKEN, expected);
}

enum label_answer
label_stop(struct label_reading *reading, const char *expected)
{
    return answer(reading, LABEL_STOP, expected);
}

enum label_answer
label_taken(struct label_reading *reading, const char *expected)
{
    if (!expected)
        return LABEL_SAID;
    return answer(reading, expected == label_time_no_zone ? LABEL_STOP : LABEL_BROKEN, expected);
}
