/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "base/textbuf.h"
#include "exchange/store_find.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum status
store_open(struct store *store, const char *path, const struct store_limits *limits)
{
    char why[OUT_FOLDER_WHY];
    enum status status;

    *store = (struct store){ .limits = *limits };
    status = out_folder_try(&store->folder, path, STORE_MODE, false, why);
    if (status != STATUS_DONE)
        say_error("%s: %s: give another folder", path, why);
    return status;
}

void
store_close(struct store *store)
{
    out_folder_close(&store->folder);
}

static struct store_sensor *
find_sensor(const struct store *store, const char *name)
{
    struct store_sensor *sensor = store->sensors;

    while (sensor && strcmp(sensor->name, name) != 0)
        sensor = sensor->next;
    return sensor;
}

/* Its lock says to those who follow it that more may come. */
struct store_sensor *
store_sensor_open(struct store *store, const char *name, char *why)
{
    struct store_sensor *sensor = find_sensor(store, name);
    char reason[OUT_FOLDER_WHY];

    if (!sensor) {
        sensor = need(1, sizeof *sensor);
        snprintf(sensor->name, sizeof sensor->name, "%s", name);
        sensor->path = path_join(store->folder.path, name, "");
        if (out_folder_try(&sensor->folder, sensor->path, STORE_MODE, false, reason) !=
            STATUS_DONE) {
            snprintf(why, STORE_WHY, "the folder of sensor %s: %s", name, reason);
            free(sensor->path);
            free(sensor);
            return NULL;
        }
        sensor->next = store->sensors;
        store->sensors = sensor;
    }
    sensor->users++;
    return sensor;
}

void
store_sensor_close(struct store *store, struct store_sensor *sensor)
{
    struct store_sensor **at = &store->sensors;

    if (--sensor->users > 0)
        return;
    while (*at != sensor)
        at = &(*at)->next;
    *at = sensor->next;
    out_folder_close(&sensor->folder);
    free(sensor->path);
    free(sensor);
}

/* Seconds of "seconds.fraction"; now where there is no such time. */
static int64_t
created(const Types__Header *header)
{
    struct text_time when;

    if (text_time_read((const uint8_t *)header->created, strlen(header->created), &when))
        return when.seconds;
    return clock_date().tv_sec;
}

/* What has no run's id is of one run when it was written at the same time of the same capture. */
static void
run_of(const Types__Header *header, char to[FILE_ID_TEXT])
{
    struct digest digest;
    char text[DIGEST_TEXT];

    digest_begin(&digest);
    digest_add(&digest, header->runid, strlen(header->runid));
    if (!*header->runid) {
        digest_add(&digest, header->created, strlen(header->created) + 1);
        digest_add(&digest, header->inputsource, strlen(header->inputsource));
    }
    digest_text(&digest, text);
    snprintf(to, FILE_ID_TEXT, "%.*s", FILE_ID_TEXT - 1, text);
}

struct store_set *
store_set_of(struct store_sensor *sensor, const Types__Header *header)
{
    struct store_set *set = sensor->sets;
    char run[FILE_ID_TEXT];

    run_of(header, run);
    while (set && (strcmp(set->run, run) != 0 || set->number != header->set))
        set = set->next;
    if (!set) {
        set = need(1, sizeof *set);
        memcpy(set->run, run, sizeof set->run);
        set->number = header->set;
        set->created = created(header);
        set->next = sensor->sets;
        sensor->sets = set;
    }
    set->files++;
    return set;
}

void
store_set_leave(struct store_sensor *sensor, struct store_set *set)
{
    struct store_set **at = &sensor->sets;

    if (--set->files > 0)
        return;
    while (*at != set)
        at = &(*at)->next;
    *at = set->next;
    free(set);
}

/* Whether a file in the folder is of this set, by its header. */
static bool
is_of_set(const struct store_sensor *sensor, const char *name, const struct store_set *set)
{
    char *path = path_join(sensor->path, name, "");
    Types__Header *header = store_find_header(path);
    char run[FILE_ID_TEXT];
    bool is = false;

    if (header) {
        run_of(header, run);
        is = strcmp(run, set->run) == 0 && header->set == set->number;
        headers_free(header);
    }
    free(path);
    return is;
}

/* The name that other files of the set have already, or the next one of the second in which the
 * sensor opened it. */
static bool
find_name(const struct store_sensor *sensor, const struct store_set *set, struct set_name *name)
{
    struct folder_names all = out_folder_names(&sensor->folder);
    struct set_name other;
    bool known = !all.unknown;

    *name = (struct set_name){ set->created, 1 };
    for (size_t i = 0; i < all.n; i++) {
        if (our_file(all.names[i]) != OUR_RECORDS ||
            !set_name_read(all.names[i], &other, NULL) || other.opened != set->created)
            continue;
        if (is_of_set(sensor, all.names[i], set)) {
            *name = other;
            break;
        }
        if (other.number >= name->number)
            name->number = other.number + 1;
    }
    folder_names_free(&all);
    return known;
}

static bool
has_file(const struct store_sensor *sensor, const struct set_name *name, const char *type)
{
    char text[SET_NAME_TEXT], *whole, *part;
    bool has;

    set_name_text(name, text);
    whole = need_text("%s%s.ncap.gz", type, text);
    part = need_text("%s" OUR_PART, whole);
    has = out_folder_has(&sensor->folder, whole) || out_folder_has(&sensor->folder, part);
    free(whole);
    free(part);
    return has;
}

bool
store_set_name(struct store_sensor *sensor, struct store_set *set, const char *type,
               const struct set_name *behind)
{
    int64_t now = clock_date().tv_sec;

    if (!set->named && !set->turned && !find_name(sensor, set, &set->name))
        return false;
    if ((set->turned || set_name_compare(&set->name, behind) <= 0 ||
         has_file(sensor, &set->name, type)) &&
        !sets_free_name(&sensor->folder, now, &set->name))
        return false;
    if (!set->named || set->turned) {
        set->opened = now;
        set->bytes = set->records = 0;
    }
    set->named = true;
    set->turned = false;
    return true;
}

bool
store_set_is_full(const struct store *store, const struct store_set *set)
{
    const struct store_limits *limits = &store->limits;

    return set->named && !set->turned && set->records &&
           ((limits->bytes && set->bytes >= limits->bytes) ||
            (limits->records && set->records >= limits->records) ||
            (limits->seconds && clock_date().tv_sec / (int64_t)limits->seconds !=
                                    set->opened / (int64_t)limits->seconds));
}
