/* SPDX-License-Identifier: Apache-2.0 */
/* The record's descriptor was forgotten. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(missing_record, SOUND, .record = NULL, .fields = header, .read = read_header);
