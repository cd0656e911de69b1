package dev.vigil.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a store holds.
 *
 * @param schema the version of its tables
 * @param bytes that it takes of its disk
 * @param rows by table, without who leads
 * @param campaigns oldest first
 */
public record StoreInfo(
        String place, String schema, long bytes, Map<String, Long> rows, List<CampaignState> campaigns) {
    /** {@code prunedMs} is when its details were pruned, milliseconds since 1970, UTC; 0 when they are there. */
    public record CampaignState(String id, String state, long prunedMs) {
        public boolean pruned() {
            return prunedMs > 0;
        }
    }

    public StoreInfo {
        rows = Map.copyOf(rows);
        campaigns = List.copyOf(campaigns);
    }

    static StoreInfo of(Database database, String schema) {
        return database.transact(s -> {
            Map<String, Long> rows = new TreeMap<>();
            for (String table : Tables.ALL) {
                rows.put(table, s.number("select count(*) from " + table, p -> {}));
            }
            return new StoreInfo(
                    database.dial().place(),
                    schema,
                    database.dial().bytes(s.connection()),
                    rows,
                    s.list(
                            "select id, state, pruned_ms from campaign order by ordinal",
                            p -> {},
                            row -> new CampaignState(row.getString(1), row.getString(2), row.getLong(3))));
        });
    }
}
