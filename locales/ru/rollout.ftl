# Как новое доходит до людей: об этом Альфред говорит только в чате операторов.

bot-command-canary = Как новое доходит до людей
bot-command-gates = Показатели: можно ли идти дальше
bot-command-history = Журнал: кто и что менял
bot-command-allow = Открыть сводки арендатору
bot-command-deny = Снять арендатора со списка

rollout-feature = { $feature ->
    [digest_agent] Сводки
    [chat_v11] Беседа
    [chat_dark_launch] Беседа втайне
    [chat_notifications_beta] Уведомления
    [dispute_tools_v2] Разбор споров
   *[chat_full_release] Беседа для всех
}
rollout-stage = { $stage ->
    [off] выключено
    [canary_1] 1 %
    [canary_10] 10 %
    [canary_50] 50 %
   *[full] 100 %
}
rollout-who = { $stage ->
    [off] По ступени — ни у кого.
    [canary_1] Есть у 1 % { $subject ->
        [tenant] арендаторов.
       *[user] людей.
    }
    [canary_10] Есть у 10 % { $subject ->
        [tenant] арендаторов.
       *[user] людей.
    }
    [canary_50] Есть у половины { $subject ->
        [tenant] арендаторов.
       *[user] людей.
    }
   *[full] Есть у всех.
}
rollout-listed = { $count ->
    [one] И ещё у { $count } — по списку.
   *[many] И ещё у { $count } — по списку.
}

rollout-title = Как новое доходит до людей
rollout-line = { $mark ->
    [killed] ⛔ { $title }
    [held] ⏸ { $title }
   *[goes] • { $title }
}
rollout-line-stage = { $mark ->
    [killed] выключено рубильником на ступени «{ $stage }»
    [held] { $stage }, придержано
   *[goes] { $stage }
}{ $count ->
    [0] { "" }
   *[many] { " " }· по списку: { $count }
}
rollout-line-overridden = { $setting }=true: есть у всех, ступень не в счёт, рубильник в силе

rollout-since = На этой ступени с { $when }.
rollout-is-killed =
    ⛔ Рубильник опущен: сейчас нет ни у кого.
    Вернуть: /canary resume { $feature }
rollout-is-held = ⏸ Придержано: у кого есть, у тех останется, но повысить нельзя, пока не отпустите.
rollout-overridden = { $setting }=true: пока так, это есть у всех, и ступень ничего не меняет. Рубильник сильнее.
rollout-unused = В этой версии ступень ни на что не влияет: того, что она открывает, ещё нет.
rollout-decision = { $decision ->
    [proceed] ✅ Показатели хороши: PROCEED.
    [rollback] ❌ Нарушен инвариант: ROLLBACK.
   *[hold] ⏳ Показатели велят ждать: HOLD.
}
rollout-blamed = { $verdict ->
    [breach] ❌ { $gate }: { $figure }
    [stale] 💤 { $gate }: данные устарели
   *[too_few] ▫️ { $gate }: мало данных
}
rollout-more-gates = …и ещё { $count }: /gates { $feature }
rollout-waits = { $why ->
    [dwell] Повысить можно будет не раньше { $when }.
    [held] Повысить нельзя: придержано.
   *[gates] Повысить можно будет, когда показатели скажут PROCEED.
}
rollout-proposed = 🖐 { $who } просит: { $act }. Нужно согласие другого администратора до { $until }.
rollout-act-asked = { $act ->
    [start] начать
    [promote] повысить
   *[resume] возобновить
}

rollout-act = { $act ->
    [start] Начать: { $stage }
    [promote] Повысить: { $stage }
    [resume] Возобновить: { $stage }
    [rollback] Понизить: { $stage }
    [hold] Придержать
   *[kill] Рубильник
}
rollout-approve = { $act ->
    [start] Даю согласие: начать
    [promote] Даю согласие: повысить
   *[resume] Даю согласие: возобновить
}
rollout-yes = { $act ->
    [start] Да, начать
    [promote] Да, повысить
    [resume] Да, возобновить
    [rollback] Да, понизить
    [hold] Да, придержать
   *[kill] Да, выключить у всех
}
rollout-button-list = К списку
rollout-button-feature = { $feature }: что сейчас
rollout-button-gates = Показатели
rollout-button-history = Журнал

rollout-outlook = { $act ->
    [start] Начать с первой ступени?
    [promote] Повысить на одну ступень?
    [resume] Поднять рубильник и отпустить? Ступень останется той, на которой всё остановилось, и отсчёт времени на ней начнётся заново.
    [rollback] Понизить? Согласия второго не нужно; подниматься обратно придётся по одной ступени.
    [hold] Придержать? У кого есть, у тех останется; повысить будет нельзя, пока кто-нибудь не возобновит.
   *[kill] Опустить рубильник? Через секунду этого не будет ни у кого, и список с настройками не помогут. Ступень запомню. Вернуть: /canary resume { $feature }
}
rollout-then = Тогда: { $who }
rollout-needs-second = Понадобится согласие ещё одного администратора этого чата.

rollout-alone = Но Вы здесь единственный администратор. Сделайте администратором кого-нибудь ещё — или, если Вы хозяйничаете в одиночку, задайте ROLLOUT_APPROVALS=1 и перезапустите службу: тогда довольно Вашего слова.
rollout-done = { $act ->
    [start] Начато: { $after }.
    [promote] Повышено: { $before } → { $after }.
    [resume] Возобновлено на ступени «{ $after }».
    [rollback] Понижено: { $before } → { $after }.
    [hold] Придержано на ступени «{ $after }». Отпустить: /canary resume { $feature }
   *[kill] ⛔ Рубильник опущен: через секунду этого нет ни у кого. Ступень «{ $after }» я запомнил. Вернуть: /canary resume { $feature }
}
rollout-done-by = Распорядитель: { $who }.
rollout-done-by-two = Распорядитель: { $who }; согласие: { $second }.
rollout-waiting = { $who } просит об этом. Нужно согласие другого администратора этого чата до { $until }: кнопкой или той же командой.
rollout-refused = { $why ->
    [changed] Пока Вы решали, здесь всё переменилось. Взгляните ещё раз, прежде чем распорядиться.
    [no_way] С этой ступени ({ $stage }) туда хода нет: вверх — по одной, начиная с первой.
    [killed] Рубильник опущен. Сперва верните: /canary resume { $feature }
    [held] Придержано. Сперва отпустите: /canary resume { $feature }
    [not_held] Возобновлять нечего: рубильник поднят и ничто не придержано.
    [already] Так уже и есть.
    [dwell] Рано: на этой ступени надо побыть до { $when }.
    [gates] Показатели не позволяют.
    [automation] Это дозволено только людям.
    [same_person] Просили об этом Вы сами. Согласиться должен другой администратор.
   *[expired] Просьба отменилась: вышли её десять минут, её исполнили или всё переменилось.
}
rollout-expired = Срок этой кнопки истёк. Откройте заново: /canary status

rollout-gates-title = Показатели: { $title }
rollout-gates-of-all = Показатели
rollout-no-gates = Показателей у этого нет, а без них повышать нельзя.
rollout-gate-line =
    { $verdict ->
        [ok] ✅
        [breach] ❌
        [stale] 💤
       *[too_few] ▫️
    } { $gate } ({ $kind })
    { $figure }
    наблюдений { $samples }{ $verdict ->
        [too_few] , нужно не меньше { $fewest }
       *[other] { "" }
    }{ $age ->
        [none] { "" }
       *[other] , последнее { $age } назад
    }{ $verdict ->
        [stale] { " " }— устарело
       *[other] { "" }
    }
    { $name }
rollout-gate = { $gate ->
    [ack-without-receipt-10s-rate] Без ответа
    [timeline-duplicate-detected-rate] Отправлено дважды
    [read-rollback-detected-rate] Чтение пошло вспять
    [write-receipt-p95-ms] Время ответа
    [window-to-delivery-p95-ms] От окна до доставки
    [forced-resync-rate] Вынужденные сверки
    [full-state-rate] Чтения с начала
    [err-resync-range-unavailable-rate] Пропуски у Telegram
    [err-resync-throttled-rate] Просьбы подождать
    [faithfulness-p05] Верность
    [relevance-p05] Уместность
    [completeness-p05] Полнота
    [delivery-success-rate] Доставлено
   *[other] Показатель
}
rollout-figure = { $value } { $threshold }
rollout-unknown = нет данных { $threshold }
rollout-threshold = { $bound ->
    [most] (не выше { $value })
   *[least] (не ниже { $value })
}
rollout-value = { $unit ->
    [percent] { $value } %
    [seconds] { $value } с
   *[plain] { $value }
}
rollout-age = { $unit ->
    [days] { $count } дн.
    [hours] { $count } ч
    [minutes] { $count } мин
   *[seconds] { $count } с
}

rollout-history-title = Журнал: { $title }
rollout-all = всего
rollout-no-history = В журнале ещё ничего нет.
rollout-entry =
    { $when } · № { $number }
    { $act }
rollout-entry-moved = { $act }: { $before } → { $after }
rollout-entry-other = { $act ->
    [allow] в список: { $subject }
    [deny] из списка: { $subject }
    [configure] новые условия
   *[other] { $act } { $subject }
}
rollout-act-done = { $act ->
    [start] начато
    [promote] повышено
    [resume] возобновлено
    [rollback] понижено
    [hold] придержано
   *[kill] рубильник опущен
}
rollout-entry-by = { $who } · { $decision ->
    [proceed] PROCEED
    [rollback] ROLLBACK
   *[hold] HOLD
}
rollout-entry-note = «{ $note }»
rollout-two = { $who }, согласие: { $second }
rollout-owner = { $kind ->
    [watch] страж показателей
    [settings] настройки при запуске
    [psql] { $name } (psql)
   *[other] { $kind }
}

rollout-listed-now = { $kind ->
    [allowed-now] Арендатор { $tenant } в списке: сводки ему открыты, какова бы ни была ступень.
    [allowed-before] Арендатор { $tenant } и так в списке.
    [denied-now] Арендатор { $tenant } вычеркнут: теперь сводки у него — по ступени.
    [denied-before] Арендатора { $tenant } в списке нет.
   *[named] Арендатор { $tenant } назван в DIGEST_AGENT_CANARY_TENANTS: сводки у него останутся, пока он там.
}
rollout-no-tenant = Арендатора { $tenant } у меня нет: номер каждого — в журнале службы и в /dlq. Список прежний.
rollout-list-now = { $count ->
    [0] Список пуст.
   *[many] В списке: { $tenants }.
}
rollout-list-usage =
    Понимаю так:
    /allow 12 — открыть сводки арендатору 12
    /deny 12 — вычеркнуть его
    Можно прибавить, зачем.

rollout-unknown-feature = «{ $word }» — такого я не знаю, или так начинается не одно. Есть: { $features }.
rollout-usage =
    Понимаю так:
    /canary status — всё одним списком
    /canary status digest — что со сводками
    /canary start digest — начать; сперва переспрошу
    /canary promote digest — повысить на ступень; переспрошу
    /canary hold digest — не повышать; переспрошу
    /canary rollback digest — понизить на ступень; переспрошу
    /canary rollback digest off — выключить
    /canary kill digest — рубильник; исполню тотчас
    /canary resume digest — поднять рубильник или отпустить; переспрошу
    /gates digest — показатели
    /history digest 20 — журнал
    После названия можно прибавить, зачем.

rollout-picture-share = { $stage ->
    [killed] не работает ни у кого
    [off] ни у кого
    [canary_1] у 1 % { $subject ->
        [tenant] арендаторов
       *[user] людей
    }
    [canary_10] у 10 % { $subject ->
        [tenant] арендаторов
       *[user] людей
    }
    [canary_50] у 50 % { $subject ->
        [tenant] арендаторов
       *[user] людей
    }
   *[full] у всех
}{ $count ->
    [0] { "" }
   *[many] { " " }· по списку: { $count }
}
rollout-picture-badge = { $badge ->
    [killed] рубильник опущен
    [held] придержано
   *[overridden] { $setting }=true: у всех
}
rollout-picture-decision = { $decision ->
    [proceed] PROCEED · можно идти дальше
    [rollback] ROLLBACK · нарушен инвариант
   *[hold] HOLD · показатели велят ждать
}
rollout-picture-gates = Показатели за { $hours } ч
rollout-picture-limit = { $bound ->
    [most] не выше { $value }
   *[least] не ниже { $value }
}
rollout-picture-none = { $verdict ->
    [stale] устарело
   *[too_few] мало данных
}
rollout-picture-legend = { $mood ->
    [good] в норме
    [bad] нарушено
   *[waiting] нет данных
}

bot-command-fail_pending = Снять сводки, которых ещё нет
pending-none = Незавершённых сводок нет: снимать нечего.
pending-title = Незавершённые сводки: { $count }
pending-sure = Заказов, которые их ждут: { $orders }; арендаторов: { $tenants }. Снять все? Каждый, кто ждёт, узнает, что сводки не будет и что её можно заказать снова. Готовые сводки, которые уже в пути, дойдут.
pending-more = Их больше: за один раз снимаю { $count }.
pending-yes = Да, снять ({ $count })
pending-done = { $count ->
    [0] Снимать было уже нечего.
    [one] Снят { $count } заказ. Кто ждал, узнаёт об этом сейчас.
    [few] Снято { $count } заказа. Кто ждал, узнаёт об этом сейчас.
   *[many] Снято { $count } заказов. Кто ждал, узнаёт об этом сейчас.
}
pending-expired = Срок этой кнопки истёк. Спросите заново: /fail_pending
