/* SPDX-License-Identifier: Apache-2.0 */
/* What a run said of itself, for the page. */
#ifndef RUN_SAID_H
#define RUN_SAID_H

#include "base/json_tree.h"
#include "base/textbuf.h"

/* Those members of run.json that it shows, as JSON; NULL is null. */
void run_said_json(struct textbuf *, const struct json *run);

#endif
