/** Names of common emoji; a name that is not here is shown as it was written, between colons. */
const TABLE =
  "+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 100 💯 adult 🧑 alarm_clock ⏰ ambulance 🚑 anger 💢 arrow_down ⬇️ arrow_left ⬅️ " +
  "arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄 art 🎨 ballot_box_with_check ☑️ bank 🏦 bar_chart 📊 beers 🍻 " +
  "bell 🔔 no_bell 🔕 birthday 🎂 black_circle ⚫ blue_heart 💙 blush 😊 bookmark 🔖 books 📚 boom 💥 briefcase 💼 bug 🐛 " +
  "building_construction 🏗️ bulb 💡 busts_in_silhouette 👥 bust_in_silhouette 👤 calendar 📅 date 📅 spiral_calendar_pad 🗓️ " +
  "card_index 📇 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 checkered_flag 🏁 clap 👏 clipboard 📋 clock1 🕐 " +
  "cloud ☁️ computer 💻 confetti_ball 🎊 confused 😕 construction 🚧 credit_card 💳 cry 😢 dart 🎯 department_store 🏬 " +
  "e-mail 📧 email 📧 envelope ✉️ exclamation ❗ heavy_exclamation_mark ❗ eyes 👀 face_with_monocle 🧐 fire 🔥 flag-es 🇪🇸 " +
  "flag-us 🇺🇸 flag-gb 🇬🇧 gear ⚙️ gift 🎁 globe_with_meridians 🌐 earth_africa 🌍 grey_question ❔ grin 😁 green_heart 💚 " +
  "hammer_and_wrench 🛠️ handshake 🤝 heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖ heavy_plus_sign ➕ hourglass ⌛ " +
  "hourglass_flowing_sand ⏳ house 🏠 inbox_tray 📥 information_source ℹ️ joy 😂 key 🔑 large_blue_circle 🔵 " +
  "large_green_circle 🟢 large_orange_circle 🟠 large_yellow_circle 🟡 large_red_square 🟥 large_green_square 🟩 link 🔗 " +
  "lock 🔒 unlock 🔓 lock_with_ink_pen 🔏 loudspeaker 📢 mag 🔍 mag_right 🔎 mailbox 📫 mega 📣 memo 📝 pencil 📝 moneybag 💰 " +
  "mute 🔇 negative_squared_cross_mark ❎ new 🆕 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 office 🏢 ok ✅ ok_hand 👌 " +
  "outbox_tray 📤 package 📦 page_facing_up 📄 paperclip 📎 partying_face 🥳 pencil2 ✏️ phone ☎️ telephone ☎️ " +
  "telephone_receiver 📞 iphone 📱 point_down 👇 point_left 👈 point_right 👉 point_up ☝️ pray 🙏 purple_heart 💜 pushpin 📌 " +
  "question ❓ rainbow 🌈 raised_hands 🙌 receipt 🧾 red_circle 🔴 rocket 🚀 rotating_light 🚨 scroll 📜 seedling 🌱 shield 🛡️ " +
  "skull 💀 slightly_smiling_face 🙂 smile 😄 smiley 😃 sparkles ✨ speech_balloon 💬 star ⭐ stopwatch ⏱️ sunglasses 😎 sunny ☀️ " +
  "tada 🎉 thinking_face 🤔 ticket 🎫 toolbox 🧰 traffic_light 🚦 triangular_flag_on_post 🚩 trophy 🏆 truck 🚚 upside_down_face 🙃 " +
  "v ✌️ wastebasket 🗑️ warning ⚠️ wave 👋 white_check_mark ✅ white_circle ⚪ wink 😉 wrench 🔧 writing_hand ✍️ x ❌ " +
  "yellow_heart 💛 zap ⚡ zzz 💤 arrow_forward ▶️ stop_button ⏹️ repeat 🔁 recycle ♻️ robot_face 🤖 small_blue_diamond 🔹 " +
  "small_orange_diamond 🔸 coffee ☕ file_folder 📁 open_file_folder 📂 label 🏷️ bookmark_tabs 📑 newspaper 📰 door 🚪";

const names = TABLE.split(" ");
export const EMOJI = new Map();
for (let at = 0; at < names.length; at += 2) EMOJI.set(names[at], names[at + 1]);

/** The character of an emoji name, or null. @param {string} name may carry `::skin-tone-N` */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? null;

const NAME = /:([a-z0-9_+'-]{1,100}):/g;

/** Emoji names in plain text replaced by their characters; unknown ones stay. @param {string} text */
export const withEmoji = (text) => text.replace(NAME, (all, name) => emoji(name) ?? all);
