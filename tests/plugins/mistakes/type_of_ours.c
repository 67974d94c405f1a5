/* SPDX-License-Identifier: Apache-2.0 */
/* The record's number is one of netcap's. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(type_of_ours, SOUND, .type = 37, .fields = header, .read = read_header);
