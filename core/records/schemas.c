/* SPDX-License-Identifier: Apache-2.0 */
#include "records/schemas.h"

#include "base/beside.h"
#include "base/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Far above any: the longest of ours has some thirty thousand. */
enum { MOST_BYTES = 4 << 20 };

static char folder[PATH_MAX];

void
schemas_look_in(const char *asked)
{
    if (asked || !beside_build_tree("proto", "netcap.desc", folder, sizeof folder))
        snprintf(folder, sizeof folder, "%s", asked ? asked : PROTODIR);
}

const char *
schemas_folder(void)
{
    if (!*folder)
        schemas_look_in(NULL);
    return folder;
}

/* "TYPE" of a header whose type is NC_TYPE; NULL: that number has no name. */
static const char *
name_of(const Types__Header *header)
{
    const ProtobufCEnumValue *type =
        protobuf_c_enum_descriptor_get_value(&types__type__descriptor, (int)header->type);
    const char *name = type ? strchr(type->name, '_') : NULL;

    return name ? name + 1 : NULL;
}

static char *
path_of(const char *name)
{
    char *stem = need_copy(name), *path;

    for (char *at = stem; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    path = need_text("%s/%s.desc", schemas_folder(), stem);
    free(stem);
    return path;
}

/* What the file holds; NULL with errno set.  The header frees it as if it were unpacked. */
static uint8_t *
read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rbe");
    uint8_t *bytes = file ? need(MOST_BYTES, 1) : NULL;

    *size = bytes ? fread(bytes, 1, MOST_BYTES, file) : 0;
    if (file)
        fclose(file);
    if (*size == 0) {
        free(bytes);
        return NULL;
    }
    return grow(bytes, *size);
}

static void
replace(char **text, char *by)
{
    if (*text != protobuf_c_empty_string)
        free(*text);
    *text = by;
}

bool
schemas_give(Types__Header *header, char *why, size_t size)
{
    const char *name = name_of(header);
    char *path = name ? path_of(name) : NULL;
    size_t length;
    uint8_t *bytes = path ? read_whole(path, &length) : NULL;

    if (bytes) {
        header->schema = (ProtobufCBinaryData){ length, bytes };
        replace(&header->recordname, need_text("types.%s", name));
    } else if (path) {
        snprintf(why, size, "%.200s cannot be read: %s", path, strerror(errno));
    } else {
        snprintf(why, size, "nobody here knows records of type number %d", (int)header->type);
    }
    free(path);
    return bytes != NULL;
}
