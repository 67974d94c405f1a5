/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sensor_name.h"

#include "exchange/transport.h"

#include <string.h>

bool
sensor_name_is(const char *name, size_t size)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    if (size == 0 || size > SENSOR_MOST || *name == '.')
        return false;
    for (size_t i = 0; i < size; i++)
        if (!memchr(allowed, name[i], sizeof allowed - 1))
            return false;
    return true;
}
