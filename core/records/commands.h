/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-commands of netcap, each in a file of its own. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "records/command.h"

extern const struct command command_dump, command_fields, command_info;

#endif
