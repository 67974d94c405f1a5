/* SPDX-License-Identifier: Apache-2.0 */
/* The commands for authors of plugins, each in a file of its own and a row here. */
#ifndef KIT_H
#define KIT_H

#include "commands/command.h"

/* In the order that the help has them in. */
#define KIT_COMMANDS(_)                                                                            \
    _(command_plugin_new)                                                                          \
    _(command_plugin_check)                                                                        \
    _(command_plugin_doc)                                                                          \
    _(command_plugin_debug)                                                                        \
    _(command_plugin_fuzz)

#define KIT_DECLARE(it) extern const struct command it;
KIT_COMMANDS(KIT_DECLARE)

#endif
