/* SPDX-License-Identifier: Apache-2.0 */
#include "base/say.h"
#include "settings/settings.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct ini {
    struct settings *settings;
    const char *path;
    FILE *file;
    int line;
    bool failed; /* and said so */
};

static void
fail(struct ini *ini, const char *what, const char *expected)
{
    if (!ini->failed)
        say_error("%s:%d: %s: %s", ini->path, ini->line, what, expected);
    ini->failed = true;
}

/* inih's reader, which also counts: its handler is not told the line. */
static char *
next_line(char *buffer, int size, void *context)
{
    struct ini *ini = context;

    if (ini->failed || !fgets(buffer, size, ini->file))
        return NULL;
    ini->line++;
    if (!strchr(buffer, '\n') && !feof(ini->file)) {
        fail(ini, "line too long", "expected at most 198 characters");
        return NULL;
    }
    return buffer;
}

static int
take_entry(void *context, const char *section, const char *key, const char *value)
{
    struct ini *ini = context;
    char where[PATH_MAX + 16];
    const char *expected;

    snprintf(where, sizeof where, "%s:%d", ini->path, ini->line);
    if (!*section) {
        fail(ini, key, "stands before the first section: expected [netcapd] or [NAME] above it");
    } else if (strcmp(section, "netcapd") != 0) {
        settings_add_entry(ini->settings, section, key, value ? value : "", where);
    } else if ((expected = settings_take_ini(ini->settings, key, value ? value : ""))) {
        char what[512];

        snprintf(what, sizeof what, "[netcapd] %s = %s", key, value ? value : "");
        fail(ini, what, expected);
    }
    return !ini->failed;
}

bool
ini_read(struct settings *s, const char *path)
{
    struct ini ini = { .settings = s, .path = path, .file = fopen(path, "re") };
    int broken;

    if (!ini.file) {
        say_error("%s: cannot read the configuration: %s", path, strerror(errno));
        return false;
    }
    broken = ini_parse_stream(next_line, &ini, take_entry, &ini);
    if (ferror(ini.file)) { /* of a folder, say: there is no line to name */
        say_error("%s: cannot read the configuration: %s", path, strerror(errno));
        ini.failed = true;
    }
    if (broken > 0) {
        ini.line = broken;
        fail(&ini, "neither section nor setting", "expected [NAME] or key = value");
    }
    fclose(ini.file);
    return !ini.failed;
}
