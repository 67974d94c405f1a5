/* SPDX-License-Identifier: Apache-2.0 */
/* What became of labels and records, for people. */
#ifndef LABEL_SUMMARY_H
#define LABEL_SUMMARY_H

#include "labels/labelling.h"

/* How a join is called, in a summary and as a key of label.json. */
extern const char *const label_join_texts[LABEL_JOINS], *const label_join_keys[LABEL_JOINS];

void label_summary(const struct labelling *, struct textbuf *to);

#endif
