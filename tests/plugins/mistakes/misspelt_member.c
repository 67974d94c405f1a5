/* SPDX-License-Identifier: Apache-2.0 */
/* A row names a member that the record has not. */
#include "mistake.h"

#define MISSPELT(_) _(UINT, nubmer, 16)

NC_HEADER(Mistake__Mistake, MISSPELT)

NC_PLUGIN(misspelt_member, SOUND, .fields = header, .read = read_header);
