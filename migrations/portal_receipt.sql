-- The reference of each transmission, and the one question that whoever holds a receipt may ask. Run once, as portal_owner.

-- ── References of what was sent before: the same as rules/receipts.py makes ────────────────────────────────────

create function reference_drawn(the_year int) returns text language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
declare
  alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  -- The last 60 bits of a random uuid are all drawn by lot.
  drawn constant bit(60) := ('x' || right(replace(gen_random_uuid()::text, '-', ''), 15))::bit(60);
  year constant text := lpad((the_year % 100)::text, 2, '0');
  letters text := '';
  total int := 0;
begin
  for place in 0..11 loop
    letters := letters || substr(alphabet, substring(drawn from place * 5 + 1 for 5)::int + 1, 1);
  end loop;
  for place in 1..14 loop
    total := (total # (strpos(alphabet, substr(year || letters, place, 1)) - 1)) << 1;
    if total >= 32 then
      total := total # 37;
    end if;
  end loop;
  return concat_ws('-', 'T' || year, substr(letters, 1, 4), substr(letters, 5, 4), substr(letters, 9, 4),
                   substr(alphabet, total + 1, 1));
end $$;

alter table submission disable trigger immutable;
update submission s set reference = reference_drawn(d.year) from declaration d where d.id = s.declaration_id;
alter table submission enable trigger immutable;
drop function reference_drawn;

alter table submission add constraint submission_reference_once unique (reference);
alter table submission add constraint submission_reference_well_formed
  check (reference ~ '^T[0-9]{2}(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$');

-- ── Is this receipt authentic? Asked by anybody, signed in or not: the answer tells nothing else ───────────────

create function verify_receipt(the_reference text, the_hash text)
returns table (sent_at timestamptz, number int, replaced boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.sent_at, s.number, exists (
    select from public.submission later where later.declaration_id = s.declaration_id and later.number > s.number)
  from public.submission s
  where s.reference = the_reference and s.content_hash = the_hash
$$;

revoke all on function verify_receipt from public;
grant execute on function verify_receipt to portal_app;
