import time
from benchmarks.import_sheets import sheet
from waystation.registry.imports import actions, queries
from waystation.foundation.tasks import actions as tasks
from waystation.services.centres.models import Visit
def test_speed(mission, arta):
    content = sheet(20000, 0); s=[time.monotonic(), time.process_time()]
    def lap(w):
        print(f"{w}: {time.monotonic()-s[0]:.1f} s clock, {time.process_time()-s[1]:.1f} s processor", flush=True); s[:]=[time.monotonic(), time.process_time()]
    def go():
        made=actions.upload_sheet(arta, mission.prishtine.id,"visits","v.csv",content)
        made=actions.choose_columns(arta, made.id, chosen=made.columns, constants={"mode":"walk_in","visitor_type":"returnee"}, day_order="dmy")
        ans={f.name:{o.text:o.answer for o in ts} for f,ts in queries.texts_to_answer(made, queries.sheet_of(queries.whole(made)))}
        actions.choose_answers(arta, made.id, ans); lap("upload and map")
        actions.begin(arta, made.id,"check"); tasks.work_off("x"); lap("check")
        return queries.upload_visible_to(arta, made.id)
    made=go(); print(made.state, made.fresh,made.known,made.wrong, flush=True)
    actions.begin(arta, made.id,"load"); tasks.work_off("x"); lap("load"); print(Visit.objects.count(), flush=True)
    m2=go(); print("second run: new", m2.fresh,"known", m2.known,"wrong", m2.wrong, flush=True)
    actions.begin(arta, made.id,"undo"); tasks.work_off("x"); lap("undo"); print(Visit.objects.count(), queries.upload_visible_to(arta, made.id).state, flush=True)
