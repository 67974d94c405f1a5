/* SPDX-License-Identifier: Apache-2.0 */
/* A link address goes where a number is. */
#include "mistake.h"

#define WRONG(_) _(MAC, number, 48)

NC_HEADER(Mistake__Mistake, WRONG)

NC_PLUGIN(wrong_type, SOUND, .fields = header, .read = read_header);
