/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/inlet_place.h"

#include "exchange/sensor_name.h"
#include "exchange/store.h"
#include "records/headers.h"

#include <stdio.h>
#include <string.h>

bool
inlet_place_is(const struct inlet_block *block, char *why)
{
    Types__Header *header = headers_read(block->file.header, block->file.header_size);
    struct file_id id = file_id_of(block->file.header, block->file.header_size);
    char type[TYPE_NAME_MOST + 1];
    bool is_header = header && type_name(header, type);

    headers_free(header);
    if (!sensor_name_is(block->sensor, strlen(block->sensor)))
        snprintf(why, STORE_WHY, "the sensor's name is none: expected " SENSOR_NAME_EXPECTED);
    else if (!is_header)
        snprintf(why, STORE_WHY, "a file's header is none");
    else if (!file_id_same(&id, &block->file.id))
        snprintf(why, STORE_WHY, "a file's header is that of another");
    else
        return true;
    return false;
}
