/* SPDX-License-Identifier: Apache-2.0 */
/* The page's tables as JSON. */
#ifndef TABLES_JSON_H
#define TABLES_JSON_H

#include "report/figures.h"

/* The member "tables": the largest rows of each, as many as there is room for. */
void tables_json(struct textbuf *, struct figures *);

#endif
