/* SPDX-License-Identifier: Apache-2.0 */
/* What a run reads, as it was named. */
#ifndef SOURCES_H
#define SOURCES_H

#include "settings/settings.h"

/* The interfaces, or the captures. */
const struct text_list *sources_named(const struct settings *);

/* What the headers of files say of it: the same with a blank between, or --source.  Allocated. */
char *sources_text(const struct settings *);

#endif
