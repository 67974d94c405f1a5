/* SPDX-License-Identifier: Apache-2.0 */
/* Echo request and reply of ICMPv6, RFC 4443 section 4; the data echoed stays unread. */
#include <netcap/plugin.h>

#include "icmpv6echo.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)           \
    _(UINT, identifier, 16) \
    _(UINT, seqnumber, 16)

NC_HEADER(Types__ICMPv6Echo, HEADER)

NC_SCHEMA(icmpv6echo);

NC_PLUGIN(icmpv6echo,
    .name   = "ICMPv6Echo",
    .about  = "ICMPv6 echo request and reply",
    .type   = TYPES__TYPE__NC_ICMPv6Echo,
    .record = &types__icmpv6_echo__descriptor,
    .schema = &icmpv6echo_schema,
    .on     = NC_ON(NC_KEY(NC_ICMPV6_TYPE, 128), NC_KEY(NC_ICMPV6_TYPE, 129)),
    .fields = header,
    .read   = read_header);
