/* SPDX-License-Identifier: Apache-2.0 */
/* Built for a netcapd that there is not yet. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(wrong_abi, SOUND, .abi = 9, .fields = header, .read = read_header);
