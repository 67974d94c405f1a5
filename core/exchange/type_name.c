/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/type_name.h"

#include <string.h>

/* "TCP" of "types.TCP", or of the number NC_TCP where the header has no name. */
bool
type_name(const Types__Header *header, char to[TYPE_NAME_MOST + 1])
{
    const char *name = header->recordname, *dot = strrchr(name, '.');
    const ProtobufCEnumValue *number =
        protobuf_c_enum_descriptor_get_value(&types__type__descriptor, (int)header->type);
    size_t size;

    name = dot ? dot + 1 : name;
    if (!*name && number)
        name = number->name + strlen("NC_");
    size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    if (size == 0 || size > TYPE_NAME_MOST || name[size])
        return false;
    memcpy(to, name, size + 1);
    return true;
}
