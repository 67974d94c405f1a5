/* SPDX-License-Identifier: Apache-2.0 */
/* The file has another name than the plugin. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(another_stem, SOUND, .fields = header, .read = read_header);
