/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_habits.h"

const struct arg_habit option_habits[] = {
    { 'w', "records are written to the folder of --out" },
    { 'D', "interfaces are listed by --list-interfaces" },
    { 'n', "addresses and ports are never made names, so leave it out" },
    { 'F', "a filter is given by --filter" },
    { 'Y', "packets are chosen by --filter, records by netcap dump --where" },
    { 'T', "records are shown by netcap dump, in any format" },
    { 'e', "records of all layers are written, the lowest among them" },
    { 'x', "packets are shown by netcap packets" },
    { 'X', "packets are shown by netcap packets" },
    { 'G', "files turn by --rotate-time" },
    { 'C', "files turn by --rotate-size" },
    { 'W', "old files go by --keep" },
    { 'K', "checksums are not looked at with --checksums=off" },
    { 'Z', "rights are left to --user" },
    { 0, NULL },
};
