/* SPDX-License-Identifier: Apache-2.0 */
/* Which flow models have a stage. */
#ifndef STAGE_MODELS_H
#define STAGE_MODELS_H

#include "catalog.pb-c.h"
#include "stages/stage_limits.h"

/* Takes the models that are switched on, and what their options say.  False after a message when
 * there are too many. */
bool limits_take_models(struct stage_limits *, const Catalog__Catalog *, const Catalog__Settings *);

#endif
