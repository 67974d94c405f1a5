/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything of ABI 1 is that a plugin and the core must agree on.  What these lines say of
 * the released headers every later header must say too; new ones may say more. */
#include <netcap/plugin.h>

#include <stdio.h>

#define MEMBER(type, member) \
    printf("%s.%s at %zu, %zu bytes\n", #type, #member, offsetof(struct type, member), \
           sizeof ((struct type *)0)->member);
#define SIZE(type) printf("%s has %zu bytes\n", #type, sizeof(struct type));
#define NUMBER(name) printf("%s is %lu\n", #name, (unsigned long)(name));

int
main(void)
{
    MEMBER(nc_plugin, abi) MEMBER(nc_plugin, size) MEMBER(nc_plugin, name) MEMBER(nc_plugin, about)
    MEMBER(nc_plugin, record) MEMBER(nc_plugin, type) MEMBER(nc_plugin, on)
    MEMBER(nc_plugin, fields) MEMBER(nc_plugin, read) MEMBER(nc_plugin, options)
    MEMBER(nc_plugin, options_size) MEMBER(nc_plugin, decode)

    SIZE(nc_key) MEMBER(nc_key, space) MEMBER(nc_key, value)
    SIZE(nc_field) MEMBER(nc_field, name) MEMBER(nc_field, member) MEMBER(nc_field, bits)
    MEMBER(nc_field, kind) MEMBER(nc_field, size)
    SIZE(nc_option) MEMBER(nc_option, name) MEMBER(nc_option, help) MEMBER(nc_option, member)
    MEMBER(nc_option, kind) MEMBER(nc_option, initial) MEMBER(nc_option, least)
    MEMBER(nc_option, most)
    SIZE(nc_cursor) MEMBER(nc_cursor, base) MEMBER(nc_cursor, pos) MEMBER(nc_cursor, end)
    MEMBER(nc_cursor, failed)
    SIZE(nc_tlv) MEMBER(nc_tlv, type) MEMBER(nc_tlv, length) MEMBER(nc_tlv, value)

    NUMBER(NC_VIEW_MAX) NUMBER(NC_ALLOC_MAX) NUMBER(NC_SPACE('a', 'b', 'c', 'd'))
    NUMBER(NC_NONE) NUMBER(NC_LINKTYPE) NUMBER(NC_ETHERTYPE) NUMBER(NC_IPPROTO)
    NUMBER(NC_UDP_PORT) NUMBER(NC_TCP_PORT) NUMBER(NC_LLC_SAP) NUMBER(NC_SNAP)
    NUMBER(NC_ICMPV6_TYPE)
    NUMBER(NC_KIND_END) NUMBER(NC_KIND_UINT) NUMBER(NC_KIND_UINT_LE) NUMBER(NC_KIND_SKIP)
    NUMBER(NC_KIND_MAC) NUMBER(NC_KIND_IPV4) NUMBER(NC_KIND_IPV6) NUMBER(NC_KIND_BYTES)
    NUMBER(NC_OPTION_END) NUMBER(NC_OPTION_BOOL) NUMBER(NC_OPTION_UINT)
    return 0;
}
