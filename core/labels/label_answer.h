/* SPDX-License-Identifier: Apache-2.0 */
/* What a format answers of a line that it cannot take, in words. */
#ifndef LABEL_ANSWER_H
#define LABEL_ANSWER_H

#include "labels/label_format.h"

/* LABEL_BROKEN, and LABEL_STOP: "expected ..." is why. */
enum label_answer label_broken(struct label_reading *, const char *expected);
enum label_answer label_stop(struct label_reading *, const char *expected);

/* LABEL_SAID when nothing else was expected, NULL; of a time without a zone, as all lines have
 * then, LABEL_STOP; of anything else LABEL_BROKEN. */
enum label_answer label_taken(struct label_reading *, const char *expected);

#endif
