local northtown = {}
function northtown.may_admit(case)
  local t = {}
  while true do t = {t, string.rep("m", 60000)} end
end
return northtown
