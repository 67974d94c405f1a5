/* SPDX-License-Identifier: Apache-2.0 */
/* Destinations that a folder is sent to no more. */
#ifndef FORGETTING_H
#define FORGETTING_H

#include "base/say.h"

#include <stddef.h>

/* Takes away what the folder notes of them: as a sensor's, or, with NULL, as anybody's.
 * STATUS_USAGE, and it is said what there is, when one is none of the folder; STATUS_FAILED, and it
 * is said, when somebody sends there, or it cannot be. */
enum status forget_destinations(const char *folder, const char *sensor, const char *const *urls,
                                size_t n);

#endif
