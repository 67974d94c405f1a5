/* SPDX-License-Identifier: Apache-2.0 */
/* Names of sensors, which become names of folders. */
#ifndef SENSOR_NAME_H
#define SENSOR_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Letters, digits, ".", "_" and "-", at most SENSOR_MOST (exchange/transport.h), no dot first. */
bool sensor_name_is(const char *name, size_t size);
#define SENSOR_NAME_EXPECTED "letters, digits, '.', '_' and '-', at most 64, and no dot first"

#endif
