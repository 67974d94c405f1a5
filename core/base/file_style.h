/* SPDX-License-Identifier: Apache-2.0 */
/* What a user chooses of how records are written to files, whatever the format. */
#ifndef FILE_STYLE_H
#define FILE_STYLE_H

#include "base/compression.h"

enum time_unit { TIME_NS, TIME_US };

struct file_style {
    struct compression compression;
    uint32_t time_unit; /* of times that are numbers */
};

#endif
