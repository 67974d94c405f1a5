/* SPDX-License-Identifier: Apache-2.0 */
/* How to know an AVS header; drivers write it under the link type of the Prism header too. */
#ifndef AVS_H
#define AVS_H

#include <netcap/plugin.h>

enum { LINKTYPE_AVS = 163 };

static inline bool
is_avs(uint32_t version)
{
    return version == UINT32_C(0x80211001) || version == UINT32_C(0x80211002);
}

#endif
